//! What the bureau decides for the whole city.

pub mod consents;
pub mod duplicates;
pub mod policies;
pub mod schools;
