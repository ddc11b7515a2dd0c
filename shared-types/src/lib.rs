//! What the API and the browser app say to each other, and the rules that both must judge alike.
//!
//! Request bodies hold what a person typed, as strings: the server checks them through
//! `validator` (feature `server`), the browser calls the same functions of [`check`] on its
//! fields, so both give the same verdict. The crate compiles to WebAssembly and knows no
//! database, no HTTP and no clock.

#[macro_use]
mod codes;

pub mod account;
pub mod application;
pub mod audit;
pub mod census;
pub mod check;
pub mod consent;
pub mod contact;
pub mod delegation;
pub mod duplicate;
pub mod environment;
pub mod evidence;
pub mod language;
pub mod limits;
pub mod mail;
pub mod name_comparison;
pub mod national_id;
pub mod oauth;
pub mod objection;
pub mod pages;
pub mod password;
pub mod person_name;
pub mod personal_data;
pub mod policy;
pub mod problem;
pub mod protection;
pub mod registry;
pub mod relationship;
pub mod review;
pub mod roster;
pub mod school;
pub mod school_register;
pub mod school_settings;
pub mod signature;
pub mod staff;
pub mod taiwan_time;
pub mod text;
pub mod verification;

use serde::{Deserialize, Serialize};

/// A list that is answered whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct List<T> {
    pub items: Vec<T>,
}

/// A page of a longer list. Pages count from 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    pub page: u32,
    pub page_size: u32,
    /// How many items match over all pages.
    pub total: u64,
}
