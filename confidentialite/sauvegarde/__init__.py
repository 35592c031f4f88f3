"""Copies of the whole base that are known to come back (decision 0042).

A copy is a folder: the base, and a manifest that says how many rows each table has and their
digest. It gets its name once it has been restored aside and compared; what is interrupted leaves a
folder whose name begins with a dot, which the next copy removes.

The keys of familles are in none of them, but in one trousseau, which each copy replaces and
which a destruction writes again: a key destroyed is destroyed for every copy already made.
"""
