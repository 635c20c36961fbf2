"""Many credentials: one row out for each row in, in order, whatever the row holds."""
