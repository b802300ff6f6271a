"""How a report says things: sentences in two languages, numbers with units, names of economies, industries and variants."""
