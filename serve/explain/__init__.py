"""`uba replay --explain`: a frozen decision, made again and put into words."""
