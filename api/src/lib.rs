//! Kinbind: binding parents to their children (親子綁定) behind one JSON REST API.
//!
//! Way of a request: `routes -> handlers -> service -> (model, repository)`, never back. See
//! `docs/architecture.md`.

pub mod ambient;
pub mod app;
pub mod commands;
pub mod config;
pub mod crypto;
pub mod database;
pub(crate) mod entity;
pub mod features;
pub mod form_printer;
pub mod gateways;
pub mod http;
pub mod jobs;
pub mod locale;
pub mod paging;
pub mod problem;
pub mod registry_sim;
pub mod state;
pub mod throttle;
