"""What the content owner works with: publish, compare, map, describe."""
