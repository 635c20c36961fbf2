"""Reading credentials from files. Hostile input is normal: nothing is run, fetched or expanded because a file asks."""
