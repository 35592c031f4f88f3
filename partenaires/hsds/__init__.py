"""The directory as an Open Referral HSDS 3 tabular package, out and in."""
