//! The API from outside: the real server, real HTTP, real SMTP, on SQLite and on PostgreSQL.
//!
//! One binary, so that the demo city is loaded once; a module per slice. Every story written in
//! [`on_both!`] runs on both databases, each time on a copy of the demo city that is its own.

#![allow(clippy::unwrap_used, reason = "everything here is a test")]

#[macro_use]
mod support;

mod account;
mod architecture;
mod audit;
mod binding;
mod census;
mod consent;
mod contact_verification;
mod delegation;
mod duplicate;
mod faults;
mod http;
mod import;
mod mail_delivery;
mod mail_transport;
mod oauth;
mod objection;
mod openapi;
mod operations;
mod outbox;
mod personal_data;
mod policy;
mod protection;
mod registry;
mod review;
mod roster;
mod roster_imports;
mod school_register;
mod school_settings;
mod security;
mod sms;
mod staff;
