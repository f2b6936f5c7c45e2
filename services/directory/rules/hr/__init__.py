"""What HR says of people, by SCIM, as records or as a file: read, judged, planned."""
