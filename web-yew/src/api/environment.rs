//! What kind of installation this is.

use super::{ApiError, get};
use crate::environment::Environment;

pub async fn environment() -> Result<Environment, ApiError> {
    get("/environment").await
}
