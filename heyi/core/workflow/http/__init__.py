"""Operations on processes and on what runs, beside those of the inbox."""
