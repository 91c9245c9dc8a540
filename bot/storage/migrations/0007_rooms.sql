-- Training sessions in a room. They are no encounters and no exercises, and stand in tables of their own.
-- Who answers is kept as a digest with the session's salt, or in a named session as the opaque id and the name.
-- With the end of a session go its salt, its readers, what was heard, and the personal chats that joined.

create table rooms (
    id text primary key,
    code text not null,
    tenant text not null,
    trainer text not null,
    pin text not null,
    stages integer not null,
    named integer not null,
    salt text not null,
    begun_at text not null,
    at integer not null,
    closed integer not null,
    over integer not null,
    revision integer not null,
    votes integer not null,
    lease text not null,
    updated_at text not null
);

create index rooms_code on rooms (code);

create index rooms_updated on rooms (updated_at);

create table room_answers (
    room text not null references rooms (id),
    stage text not null,
    voter text not null,
    choice text not null,
    name text not null,
    at text not null,
    primary key (room, stage, voter)
);

create table room_late (
    room text not null references rooms (id),
    stage text not null,
    voter text not null,
    primary key (room, stage, voter)
);

create table room_heard (
    room text not null references rooms (id),
    turn text not null,
    primary key (room, turn)
);

create table room_readers (
    room text not null references rooms (id),
    reader text not null,
    primary key (room, reader)
);

create table room_cards (
    room text not null references rooms (id),
    chat text not null,
    shared integer not null,
    address text not null,
    card text not null,
    revision integer not null,
    votes integer not null,
    primary key (room, chat)
);
