"""What may be shown: evidence by theme, disclosure control, packs and their exports, and a person's verdicts."""
