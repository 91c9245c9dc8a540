-- Who sends the replies of a turn, so that no two do. delivered: how many of them have left. lease: until
-- when someone is sending them. answered: 1 when they were given in the answer to the request itself.

alter table turns add column delivered integer not null default 0;

alter table turns add column lease text;

alter table turns add column answered integer not null default 0;

create index turns_conversation on turns (conversation, at);
