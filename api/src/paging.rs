//! Pages of a list, counted from 1.

use crate::problem::ApiResult;
use shared_types::{limits, problem::ProblemCode};

/// A page of a list.
#[derive(Clone, Copy)]
pub struct Paging {
    pub page: u32,
    pub page_size: u32,
}

impl Paging {
    /// # Errors
    /// `malformed_parameter`: what serde can't say of the numbers.
    pub fn new(page: u32, page_size: u32) -> ApiResult<Self> {
        if page > 0 && (1..=limits::PAGE_SIZE_MAX).contains(&page_size) {
            Ok(Self { page, page_size })
        } else {
            Err(ProblemCode::MalformedParameter.into())
        }
    }

    /// Rows of the pages before.
    pub fn offset(self) -> u64 {
        u64::from(self.page - 1) * u64::from(self.page_size)
    }
}

/// For serde.
pub fn first_page() -> u32 {
    1
}

/// For serde.
pub fn default_page_size() -> u32 {
    limits::PAGE_SIZE
}
