//! A household registry to try and to test with: answers `openapi/registry.yaml` from a CSV file, and can be slow,
//! wrong or dead on wish.

use crate::{
    ambient::{Clock, random_below},
    crypto::constant_time_eq,
    gateways::registry::{Answer, PersonAnswer, Question, RelationshipAnswer, sign},
};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, dev::Server, web};
use anyhow::{Context, Result};
use clap::Args;
use serde::Deserialize;
use shared_types::relationship::Relationship;
use std::{
    net::TcpListener,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// Seconds by which a signature's time may differ, as the contract advises.
const SKEW: i64 = 300;

/// What is wrong with it; nothing by default.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Mood {
    /// Milliseconds before every answer
    #[arg(long, default_value_t = 0)]
    pub latency_ms: u32,
    /// Percent of questions answered with status 500
    #[arg(long, default_value_t = 0)]
    pub errors: u32,
    /// Percent of questions answered with something else than an answer
    #[arg(long, default_value_t = 0)]
    pub garbage: u32,
    /// Ends, without an answer, at the question after so many
    #[arg(long)]
    pub dies_after: Option<u32>,
}

/// A row of its CSV file: somebody with parental authority or guardianship, and the child.
#[derive(Debug, Clone, Deserialize)]
struct Household {
    guardian_national_id: String,
    guardian_name: String,
    child_national_id: String,
    child_name: String,
    relationship: Relationship,
}

/// The register and its mood. Cheap to clone.
#[derive(Clone)]
pub struct Simulator(Arc<Inner>);

struct Inner {
    households: Vec<Household>,
    hmac_key: Option<String>,
    mood: Mutex<Mood>,
    asked: AtomicU32,
    clock: Clock,
}

impl Simulator {
    /// # Errors
    /// When the file can't be read, with the row that is wrong.
    pub fn load(file: &Path, hmac_key: Option<String>, mood: Mood) -> Result<Self> {
        let mut reader = csv::Reader::from_path(file).with_context(|| file.display().to_string())?;
        let households = reader.deserialize().collect::<Result<_, _>>().with_context(|| file.display().to_string())?;
        let (asked, clock) = (AtomicU32::default(), Clock::default());
        Ok(Self(Arc::new(Inner { households, hmac_key, mood: Mutex::new(mood), asked, clock })))
    }

    /// How it is from now on.
    pub fn set(&self, mood: Mood) {
        *self.mood() = mood;
    }

    /// How many questions it was asked, well signed or not.
    pub fn asked(&self) -> u32 {
        self.0.asked.load(Ordering::Relaxed)
    }

    /// # Errors
    /// When it can't listen.
    pub fn serve(&self, listener: TcpListener) -> std::io::Result<Server> {
        let simulator = self.clone();
        let app = move || {
            App::new().app_data(web::Data::new(simulator.clone())).route("/guardianship-checks", web::post().to(check))
        };
        Ok(HttpServer::new(app).workers(1).listen(listener)?.run())
    }

    fn mood(&self) -> std::sync::MutexGuard<'_, Mood> {
        self.0.mood.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn is_signed(&self, request: &HttpRequest, body: &[u8]) -> bool {
        let Some(key) = &self.0.hmac_key else { return true };
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let signed_at = header("Kinbind-Timestamp");
        let is_fresh =
            signed_at.parse::<i64>().is_ok_and(|at| (self.0.clock.now().unix_timestamp() - at).abs() <= SKEW);
        let right = sign(key, signed_at, body);
        is_fresh && constant_time_eq(right.as_bytes(), header("Kinbind-Signature").as_bytes())
    }

    fn answer(&self, asked: &Question) -> Answer {
        let rows = &self.0.households;
        let person = |names: Vec<&String>, asked: &str| match names.first() {
            None => PersonAnswer::NotFound,
            Some(name) if name.as_str() == asked => PersonAnswer::Match,
            Some(_) => PersonAnswer::NameDiffers,
        };
        let is_guardian = |row: &&Household| row.guardian_national_id == asked.guardian.national_id;
        let is_child = |row: &&Household| row.child_national_id == asked.child.national_id;
        let guardian = rows.iter().filter(is_guardian).map(|row| &row.guardian_name).collect();
        let child = rows.iter().filter(is_child).map(|row| &row.child_name).collect();
        let (guardian, child) = (person(guardian, &asked.guardian.name), person(child, &asked.child.name));
        let related = rows.iter().find(|row| is_guardian(row) && is_child(row));
        let relationship = match related {
            Some(row) if row.relationship == asked.relationship => RelationshipAnswer::Match,
            None if [guardian, child].contains(&PersonAnswer::NotFound) => RelationshipAnswer::Unknown,
            _ => RelationshipAnswer::Differs,
        };
        Answer { request_id: asked.request_id, guardian, child, relationship }
    }
}

async fn check(simulator: web::Data<Simulator>, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    let number = simulator.0.asked.fetch_add(1, Ordering::Relaxed);
    let mood = *simulator.mood();
    if mood.dies_after.is_some_and(|after| number >= after) {
        std::process::exit(1);
    }
    tokio::time::sleep(Duration::from_millis(mood.latency_ms.into())).await;
    if !simulator.is_signed(&request, &body) {
        return HttpResponse::Unauthorized().finish();
    }
    if random_below(100) < mood.errors {
        return HttpResponse::InternalServerError().finish();
    }
    if random_below(100) < mood.garbage {
        return HttpResponse::Ok().content_type("text/html").body("<html>系統維護中</html>");
    }
    match serde_json::from_slice::<Question>(&body) {
        Ok(asked) => HttpResponse::Ok().json(simulator.answer(&asked)),
        Err(error) => HttpResponse::BadRequest().body(error.to_string()),
    }
}
