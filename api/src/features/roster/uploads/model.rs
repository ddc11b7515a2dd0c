//! What can be sent and asked for.

use crate::paging::{default_page_size, first_page};
use serde::Deserialize;
use shared_types::{
    roster::{RosterChangeKind, RosterFormat},
    text::{is_misleading, normalise_line},
};
use utoipa::IntoParams;

/// The largest file. That of the largest school has a tenth of it.
pub(super) const LARGEST_FILE: usize = 16 * 1024 * 1024;

/// Characters of a file's name.
const LONGEST_NAME: usize = 120;

pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The format that a media type stands for.
pub(super) fn format_of(media_type: &str) -> Option<RosterFormat> {
    match media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "text/csv" => Some(RosterFormat::TemplateCsv),
        XLSX => Some(RosterFormat::TemplateXlsx),
        "application/zip" => Some(RosterFormat::OneRoster),
        _ => None,
    }
}

/// What is told of a file besides what is in it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct UploadQuery {
    /// What the file is called, so that people know it again; at most 120 characters, more are cut off. Kept
    /// for fourteen days.
    #[param(example = "學籍.csv")]
    pub(super) file_name: Option<String>,
}

impl UploadQuery {
    /// In one line, and no longer than a list can show.
    pub(super) fn file_name(self) -> Option<String> {
        let name = normalise_line(&self.file_name?);
        let name: String = name.chars().filter(|c| !is_misleading(*c)).take(LONGEST_NAME).collect();
        Some(name).filter(|name| !name.is_empty())
    }
}

/// Which children of an import's report, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeQuery {
    pub(super) kind: RosterChangeKind,
    /// From 1.
    #[serde(default = "first_page")]
    #[param(minimum = 1, default = 1)]
    pub(super) page: u32,
    #[serde(default = "default_page_size")]
    #[param(minimum = 1, maximum = 200, default = 30)]
    pub(super) page_size: u32,
}

/// Which page of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct PageQuery {
    /// From 1.
    #[serde(default = "first_page")]
    #[param(minimum = 1, default = 1)]
    pub(super) page: u32,
    #[serde(default = "default_page_size")]
    #[param(minimum = 1, maximum = 200, default = 30)]
    pub(super) page_size: u32,
}
