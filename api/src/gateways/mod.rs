//! The ways out of the house. Today: mail.

pub mod mail;
