-- by: whose message a turn answers, so that what is kept for one person can be given out and deleted.
-- claims: which process does what is to be done once, and until when it has the right to.

alter table turns add column by text not null default '';

create table claims (
    name text primary key,
    until text not null
);
