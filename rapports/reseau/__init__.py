"""What a comité reads: publications, chosen by plain links, and nothing of the rows they count."""
