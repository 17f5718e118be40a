"""Files that people upload: looked at before they are kept, given out only as attachments (reliability rule 10)."""
