//! One school's file, as it comes through the API: read, compared, and written.

use super::{
    archive::Archive,
    ending, latest_year, one_roster,
    plan::{self, Plan},
    snapshot::Snapshot,
    student::Roster,
    table::{Content, Mistakes, Progress},
    template, write,
};
use crate::{
    database::Transaction,
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    roster::{RosterChangeKind, RosterChanges, RosterFormat},
    school::SchoolLevel,
};
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};
use uuid::Uuid;

/// What problems call a file that isn't in an archive.
const CSV: &str = "csv";
const XLSX: &str = "xlsx";

/// A school's file.
pub(in crate::features::roster) struct Upload {
    pub(in crate::features::roster) school_code: String,
    pub(in crate::features::roster) levels: Vec<SchoolLevel>,
    pub(in crate::features::roster) format: RosterFormat,
    pub(in crate::features::roster) bytes: Vec<u8>,
}

/// What a file says.
pub(in crate::features::roster) struct Read {
    roster: Roster,
    mistakes: Mistakes,
    school_code: String,
}

impl Upload {
    /// Reads beside the requests, because it takes a while.
    pub(in crate::features::roster) fn read(self, progress: Arc<Progress>) -> JoinHandle<Read> {
        spawn_blocking(move || {
            let mut mistakes = Mistakes::default();
            let Self { school_code: code, levels, format, bytes } = self;
            let roster = match format {
                RosterFormat::OneRoster => one_roster::read(&bytes, &code, &levels, &mut mistakes, &progress),
                RosterFormat::TemplateCsv => {
                    template::read(CSV, Content::Csv(&bytes), &code, &levels, &mut mistakes, &progress)
                }
                RosterFormat::TemplateXlsx => match Archive::open(&bytes) {
                    Ok(_) => template::read(XLSX, Content::Xlsx(&bytes), &code, &levels, &mut mistakes, &progress),
                    Err(why) => {
                        mistakes.of_file(XLSX, None, why);
                        Roster::default()
                    }
                },
            };
            Read { roster, mistakes, school_code: code }
        })
    }
}

/// A file beside what is there.
pub(in crate::features::roster) struct Compared {
    roster: Roster,
    snapshot: Snapshot,
    plan: Plan,
    pub(in crate::features::roster) mistakes: Mistakes,
    /// Of what is there.
    pub(in crate::features::roster) fingerprint: Vec<u8>,
}

impl Read {
    /// # Errors
    /// The database's.
    pub(in crate::features::roster) async fn compare(
        self,
        state: &State,
        connection: &impl ConnectionTrait,
    ) -> ApiResult<Compared> {
        let Self { roster, mut mistakes, school_code } = self;
        let snapshot = Snapshot::load(connection, &state.keys, &roster, &[school_code].into()).await?;
        let state_there = state.clone();
        let comparing = spawn_blocking(move || {
            let (fingerprint, latest) = (snapshot.fingerprint(), latest_year(state_there.now()));
            // Where nothing could be read, nothing more is wrong.
            let mut plan = match roster.students.is_empty() && !mistakes.all().is_empty() {
                true => Plan::default(),
                false => plan::plan(&state_there.keys, &roster, &snapshot, latest, || state_there.new_id()),
            };
            mistakes.append(std::mem::take(&mut plan.mistakes));
            Compared { roster, snapshot, plan, mistakes, fingerprint }
        });
        let mut compared = comparing.await.map_err(ApiError::internal)?;
        compared.plan.changes.ends_bindings = ending(connection, &compared.plan).await?;
        Ok(compared)
    }
}

impl Compared {
    pub(in crate::features::roster) fn changes(&self) -> RosterChanges {
        self.plan.changes
    }

    pub(in crate::features::roster) fn concerned(&self) -> &[(Uuid, RosterChangeKind)] {
        &self.plan.concerned
    }

    /// # Errors
    /// The database's.
    pub(in crate::features::roster) async fn write(&self, state: &State, transaction: &Transaction) -> ApiResult<()> {
        write::write_roster(state, transaction, &self.roster, &self.snapshot, &self.plan).await
    }
}
