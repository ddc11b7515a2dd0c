//! The list of schools as it goes out: every family asks for it on the same morning.

use super::{
    repository,
    romanisation::{romanised_district, romanised_school},
};
use crate::{
    crypto::sha256_hex,
    entity::school,
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{http::header::EntityTag, web::Bytes};
use flate2::{Compression, read::GzEncoder};
use shared_types::{
    List,
    school::{School, SchoolLevel},
};
use std::{
    io::Read,
    sync::{Arc, Mutex, PoisonError},
};

/// What is sent, made once from the rows.
pub(super) struct SchoolList {
    rows: Vec<school::Model>,
    pub(super) json: Bytes,
    /// A tenth of it.
    pub(super) gzip: Bytes,
    /// Weak: the same for both.
    pub(super) etag: EntityTag,
}

/// The list as it was sent last.
#[derive(Default)]
pub struct SchoolListCache(Mutex<Option<Arc<SchoolList>>>);

/// The rows are read each time, so that an import shows at once, whichever process it ran in.
pub(super) async fn school_list(state: &State) -> ApiResult<Arc<SchoolList>> {
    let rows = repository::schools(state.database.reader()).await?;
    let kept = || state.school_list.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(list) = kept().as_ref().filter(|list| list.rows == rows) {
        return Ok(list.clone());
    }
    let list = Arc::new(SchoolList::of(rows)?);
    *kept() = Some(list.clone());
    Ok(list)
}

impl SchoolList {
    fn of(rows: Vec<school::Model>) -> ApiResult<Self> {
        let items = rows.iter().map(view).collect();
        let json = serde_json::to_string(&List { items }).map_err(ApiError::internal)?;
        let mut gzip = Vec::new();
        GzEncoder::new(json.as_bytes(), Compression::best()).read_to_end(&mut gzip).map_err(ApiError::internal)?;
        Ok(Self {
            rows,
            etag: EntityTag::new_weak(sha256_hex(&json)[..32].into()),
            json: json.into(),
            gzip: gzip.into(),
        })
    }
}

fn view(row: &school::Model) -> School {
    School {
        romanised_name: romanised_school(&row.name),
        romanised_district: romanised_district(&row.district),
        code: row.code.clone(),
        name: row.name.clone(),
        district: row.district.clone(),
        levels: row.levels.split('|').filter_map(SchoolLevel::from_code).collect(),
    }
}
