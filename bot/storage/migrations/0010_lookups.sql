-- So that nobody reads a whole table to find what is over, or what belongs to one person.
-- None of these columns changes in an ordinary turn, so that a turn does not pay for its index:
-- an encounter that is over was begun before that, and who took one over is looked for by that event.

create index encounters_begun on encounters (closed, opened_at);

create index conversations_encounter on conversations (encounter);

create index turns_by on turns (by);

create index events_picked_up on events (by) where kind = 'picked-up';

create index rooms_trainer on rooms (trainer);

create index room_answers_voter on room_answers (voter);

create index room_late_voter on room_late (voter);
