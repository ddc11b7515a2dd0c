//! Prometheus metrics. No label holds anything personal.

use crate::{jobs, state::State};
use actix_web::{HttpResponse, get, web};
use anyhow::Result;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::{Mutex, OnceLock, PoisonError};

const BUCKETS: [f64; 10] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
static INSTALLING: Mutex<()> = Mutex::new(());

/// Collects metrics of this process from now on; calling it again changes nothing.
///
/// # Errors
/// When another recorder was installed before.
pub fn install_recorder() -> Result<()> {
    // A second one that comes meanwhile finds the first one's.
    let _one_at_a_time = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    if RECORDER.get().is_none() {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full("kinbind_http_request_seconds".into()), &BUCKETS)?;
        RECORDER.set(builder.install_recorder()?).ok();
    }
    Ok(())
}

#[get("/metrics")]
pub(super) async fn scrape(state: web::Data<State>) -> HttpResponse {
    if let Ok(backlog) = jobs::backlog(&state).await {
        metrics::gauge!("kinbind_outbox_jobs", "status" => "pending").set(backlog.pending as f64);
        metrics::gauge!("kinbind_outbox_jobs", "status" => "dead").set(backlog.dead as f64);
    }
    match RECORDER.get() {
        Some(recorder) => {
            recorder.run_upkeep();
            HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(recorder.render())
        }
        None => HttpResponse::ServiceUnavailable().finish(),
    }
}
