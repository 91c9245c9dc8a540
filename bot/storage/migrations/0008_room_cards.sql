-- live: the trainer wants the split shown while a stage is open. split: what is shown of it then in a
-- session without names, as of the last five answers.
-- Of each card: the name it is sent under, "" in card until it has left; revision and stage last seen in that
-- chat, and when; from when on it may be sent or drawn, and how often that failed; the trainer it belongs to, if
-- to one. whose: a digest as that of voters, but another, so that neither gives the other away.

alter table rooms add column live integer not null default 0;

alter table rooms add column split text not null default '';

alter table room_cards add column named text not null default '';

alter table room_cards add column seen integer not null default 0;

alter table room_cards add column stage integer not null default 0;

alter table room_cards add column due_at text not null default '';

alter table room_cards add column failures integer not null default 0;

alter table room_cards add column at text not null default '';

alter table room_cards add column trainer text not null default '';

alter table room_cards add column whose text not null default '';

alter table room_readers add column whose text not null default '';

create index room_cards_chat on room_cards (chat);
