//! What the binary can do, one file a command.

pub mod bounce;
pub mod deletion_requests;
pub mod demo;
pub mod doctor;
pub mod officer;
pub mod reissue;
pub mod rotate_signing_keys;
pub mod serve;
pub mod synthetic;
