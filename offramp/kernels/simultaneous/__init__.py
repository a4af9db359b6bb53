"""Stage games in which actors choose at the same time: numeric loops over a batch of them."""
