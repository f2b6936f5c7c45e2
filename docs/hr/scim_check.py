"""Ask a SCIM server everything that scim2-tester asks: python docs/hr/scim_check.py ADDRESS TOKEN."""

import sys
from collections import Counter

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server

address, token = sys.argv[1:]
with httpx2.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=300) as client:
    counts = Counter(each.status.name for each in check_server(SyncSCIMClient(client)))
print(", ".join(f"{name}: {'all' if len(counts) == 1 else number}" for name, number in counts.items()))
