-- Who asked to be told when a quick check is due: where to send that (ids and an address, no name), when, how
-- often it was said since they took one last, and how often it could not be sent since then.

create table checks (
    person text primary key,
    address text not null,
    due_at text not null,
    asked integer not null default 0,
    failures integer not null default 0
);

create index checks_due on checks (due_at);
