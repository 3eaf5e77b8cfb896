"""Django's PostgreSQL backend, with one addition: the security context opens with the transaction."""
