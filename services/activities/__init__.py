"""Activities: the branch's organised life, from the notice of a meeting to what its attendance was worth telling."""
