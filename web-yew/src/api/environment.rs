//! What kind of installation this is.

use super::{ApiError, get};
use serde::Deserialize;

#[derive(Deserialize)]
struct Environment {
    demo: bool,
}

/// Whether this is the demo, which has a mailbox to look into.
pub async fn is_demo() -> Result<bool, ApiError> {
    get::<Environment>("/environment").await.map(|environment| environment.demo)
}
