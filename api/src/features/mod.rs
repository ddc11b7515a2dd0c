//! A slice per capability.

pub mod account;
pub mod audit;
pub mod binding;
pub mod census;
pub mod consent;
pub mod contact_verification;
pub mod delegation;
pub mod duplicate;
pub mod mail_delivery;
pub mod notification;
pub mod oauth;
pub mod objection;
pub mod operations;
pub mod personal_data;
pub mod policy;
pub mod protection;
pub mod registry;
pub mod review;
pub mod roster;
pub mod school_register;
pub mod school_settings;
pub mod staff;
