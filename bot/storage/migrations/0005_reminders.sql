-- Reminders asked for: of which encounter, by whom, where to send them (ids and an address, no name), and
-- when the next is due. waiting: 1 while one is to be shown when the officer next comes, because it
-- could not be sent or is being sent.

create table reminders (
    encounter text not null,
    person text not null,
    address text not null,
    due_at text,
    waiting integer not null default 0,
    failures integer not null default 0,
    primary key (encounter, person)
);

create index reminders_due on reminders (due_at) where due_at is not null;
