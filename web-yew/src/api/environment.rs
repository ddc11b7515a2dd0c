//! What kind of installation this is.

use super::{ApiError, get};
use shared_types::environment::Environment;

pub async fn environment() -> Result<Environment, ApiError> {
    get("/environment").await
}
