"""Finding an offence in a question about Schedule 4; `content.schedule_four` is what to use."""
