//! Homeroom teachers of the invented classes: sign-ins and the grid.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use shared_types::List;
use shared_types::account::Session;
use shared_types::review::{ReviewClass, ReviewPage};
use uuid::Uuid;

use crate::browser::Browser;
use crate::figures::Latencies;
use crate::load::{self, CONCURRENCY};

/// Classes all of whose applications are pending.
const UNDECIDED: usize = 10;
pub(crate) const PAGE: usize = 30;

/// Signs a teacher in, each from an address of their own.
async fn sign_in(http: reqwest::Client, origin: Arc<str>, teacher: usize) -> Result<Browser> {
    let mut browser = Browser::new(&http, &origin, 1_000_000 + teacher);
    let login = format!("synthetic-{:04}@school.example.tw", teacher + 1);
    let _: Session = browser.post("/sessions", &json!({ "login": login, "password": "kinbind-demo-2026" })).await?;
    Ok(browser)
}

/// So many people sign in again and again, each with an account of their own.
pub(crate) async fn sign_ins(http: &reqwest::Client, origin: &str, people: usize, time: Duration) -> Result<Latencies> {
    let (http, origin) = (http.clone(), Arc::<str>::from(origin));
    load::repeat(people, time, move |teacher, _| {
        let signed_in = sign_in(http.clone(), Arc::clone(&origin), teacher);
        async move { signed_in.await.map(drop) }
    })
    .await
}

/// A teacher, and the first of their classes.
pub(crate) type AtClass = (Browser, Uuid);

/// The teachers of the classes all of whose applications are pending.
pub(crate) async fn of_undecided_classes(http: &reqwest::Client, origin: &str) -> Result<Vec<AtClass>> {
    let mut teachers = Vec::new();
    for teacher in 0..UNDECIDED {
        let mut browser = sign_in(http.clone(), origin.into(), teacher).await?;
        let classes: List<ReviewClass> = browser.get("/classes").await?;
        teachers.push((browser, classes.items.first().context("a teacher has no class")?.id));
    }
    Ok(teachers)
}

/// A page of a class's grid.
pub(crate) async fn page((browser, class): &mut AtClass, state: &str, page: usize) -> Result<ReviewPage> {
    let path = format!("/classes/{class}/binding-applications?state={state}&page={page}&page_size={PAGE}");
    browser.get(&path).await
}

/// Teachers turn the two pages of their classes' grids.
pub(crate) async fn grid(http: &reqwest::Client, origin: &str, time: Duration) -> Result<Latencies> {
    let teachers = Arc::new(of_undecided_classes(http, origin).await?);
    load::repeat(CONCURRENCY, time, move |person, round| {
        let mut teacher = teachers[(person + round) % teachers.len()].clone();
        async move {
            let rows = page(&mut teacher, "pending", 1 + round % 2).await?;
            ensure!(rows.items.len() == PAGE, "a page of {} rows", rows.items.len());
            Ok(())
        }
    })
    .await
}
