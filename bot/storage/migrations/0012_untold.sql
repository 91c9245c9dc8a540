-- What is in no figure yet is found without reading what is.

create index room_answers_untold on room_answers (room) where told = 0;
