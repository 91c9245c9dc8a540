-- Figures of training. Each answer names the stage as it was worded then, and whether it is in a figure that
-- was told. "figures" holds what was told: groups of five or more, which never change and are of nobody.

alter table rooms add column team text not null default '';

alter table exercises add column tenant text not null default '';

alter table room_answers add column form text not null default '';

alter table room_answers add column told integer not null default 0;

alter table decisions add column form text not null default '';

alter table decisions add column told integer not null default 0;

create table forms (
    id text primary key,
    words text not null
);

create table figures (
    tenant text not null,
    kind text not null,
    form text not null,
    choice text not null,
    month text not null,
    people integer not null
);

create index figures_tenant on figures (tenant, month);
