"""From a record to what a person sees. Reads codes and values; decides nothing."""
