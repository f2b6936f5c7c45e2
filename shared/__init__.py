"""What every service of the suite stands on; of the domain it knows only who a person is.

Reading order: errors, types, db, service (how an app is put together), auth, roster, facts, batch.
"""
