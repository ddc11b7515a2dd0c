//! 戶政查核: the household registry is asked before the teacher.

mod approval;
mod outage;
mod transport;

use crate::support::*;
use kinbind_api::registry_sim::{Mood, Simulator};
use serde_json::{Value, json};
use shared_types::{
    application::{ApplicationEventKind as Kind, ApplicationStatus, BindingApplication},
    registry::{RegistryCheck, RegistryFinding, RegistryOutcome},
};
use std::{net::TcpListener, path::Path};
use time::Duration;

/// A simulated registry that knows the demo city's families, and its address.
fn simulator(hmac_key: Option<&str>) -> (Simulator, String) {
    let households = concat!(env!("CARGO_MANIFEST_DIR"), "/demo-city/households.csv");
    simulator_knowing(households.as_ref(), hmac_key)
}

fn simulator_knowing(households: &Path, hmac_key: Option<&str>) -> (Simulator, String) {
    let simulator = Simulator::load(households, hmac_key.map(str::to_owned), Mood::default()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(simulator.serve(listener).unwrap());
    (simulator, url)
}

/// The city with a registry to ask.
async fn with_registry(city: &City) -> (City, Simulator) {
    let (simulator, url) = simulator(None);
    (city.replica(|config| config.registry.registry_url = Some(url)).await, simulator)
}

/// What the teacher sees beside the only row that waits.
async fn evidence(teacher: &Teacher) -> Option<RegistryCheck> {
    let mut grid = teacher.grid("state=pending").await;
    assert_eq!(grid.items.len(), 1);
    grid.items.remove(0).registry
}

async fn said(teacher: &Teacher) -> (RegistryOutcome, Vec<RegistryFinding>) {
    let check = evidence(teacher).await.expect("the registry was asked");
    (check.outcome, check.findings)
}

/// Tries it, and again when the shortest patience is over.
async fn give_up(city: &City) {
    city.work_outbox().await;
    city.advance(Duration::seconds(3));
    city.work_outbox().await;
}

async fn apply_as(relationship: &str, applicant: &Applicant, parent: &Parent, child: Child) {
    let mut form = applicant.form(parent, &[child]).await;
    form["students"][0]["relationship"] = json!(relationship);
    applicant.post("binding-applications", form).await.expect(201);
}

async fn cancel(parent: &Applicant, sent: &BindingApplication) {
    parent.post_nothing(&format!("binding-applications/{}/cancellations", sent.id)).await.expect(200);
}

fn kinds(application: &BindingApplication) -> Vec<Kind> {
    application.history.iter().map(|event| event.kind).collect()
}

on_both! {
    async fn what_it_confirms_is_evidence_for_the_teacher_and_nothing_for_the_parent(city: City) {
        let (city, simulator) = with_registry(&city).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        assert_eq!((sent.status, kinds(&sent)), (ApplicationStatus::RegistryChecking, vec![Kind::Sent]));
        let lin = city.teacher("lin").await;
        assert!(lin.grid("state=pending").await.items.is_empty(), "before it is asked, nobody decides");
        let census = lin.class().await.census;
        assert_eq!((census.registry_checking, census.in_review), (1, 0));
        assert_eq!(lin.decide(&[approval(sent.id, 1)]).await, [Some("wrong_state")]);

        city.work_outbox().await;
        assert_eq!(simulator.asked(), 1);
        assert_eq!(said(&lin).await, (RegistryOutcome::Confirmed, vec![]));
        let waiting = parent.get(&format!("binding-applications/{}", sent.id)).await.expect(200);
        assert!(!waiting.text().contains("confirmed"), "{}", waiting.text());
        let waiting = waiting.json::<BindingApplication>();
        assert_eq!((waiting.status, kinds(&waiting)), (ApplicationStatus::InReview, vec![Kind::Sent, Kind::RegistryAsked]));
        lin.approve(&[waiting]).await;
        city.work_outbox().await;
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await, 1);
        assert_eq!(lin.grid("state=decided").await.items[0].registry.as_ref().unwrap().outcome, RegistryOutcome::Confirmed);
    }

    async fn what_differs_goes_to_the_teacher_with_what_it_is(city: City) {
        use RegistryFinding as F;
        let (city, _simulator) = with_registry(&city).await;
        let chi = Parent { name: "𠮷永安", national_id: "F141644479", email: "chi@example.com", ..WANG_DAMING };
        let tanaka = Parent { name: "田中美咲", national_id: "A918512249", email: "tanaka@example.com", ..WANG_DAMING };
        for (parent, child, outcome, findings) in [
            // 吉 in the register: a person judges variants.
            (chi, YOUCHEN, RegistryOutcome::Mismatch, vec![F::GuardianNameDiffers]),
            (tanaka, XIAOMING, RegistryOutcome::Unknown, vec![F::GuardianNotFound, F::RelationshipUnknown]),
            (LIN_MEIHUI, XIAOMING, RegistryOutcome::Mismatch, vec![F::RelationshipDiffers]),
            (LI_GUOHUA, XIAOMING, RegistryOutcome::Mismatch, vec![F::RelationshipDiffers]),
        ] {
            let applicant = city.applicant(parent.email).await;
            let sent = applicant.apply(&parent, &[child]).await.remove(0);
            city.work_outbox().await;
            let lin = city.teacher("lin").await;
            assert_eq!(said(&lin).await, (outcome, findings), "{}", parent.name);
            cancel(&applicant, &sent).await;
        }
    }

    async fn what_was_corrected_is_asked_about_anew(city: City) {
        let (city, simulator) = with_registry(&city).await;
        let parent = city.applicant(LIN_MEIHUI.email).await;
        let sent = parent.apply(&LIN_MEIHUI, &[XIAOMING]).await.remove(0);
        city.work_outbox().await;
        let lin = city.teacher("lin").await;
        assert_eq!(said(&lin).await, (RegistryOutcome::Mismatch, vec![RegistryFinding::RelationshipDiffers]));
        let returned = json!({ "application_id": sent.id, "version": 2, "outcome": "return",
            "reason": { "grounds": ["relationship_differs"] } });
        assert_eq!(lin.decide(&[returned]).await, [None]);
        parent.send_again(sent.id, &LIN_MEIHUI, "mother").await.expect(200);
        assert_eq!(parent.application(sent.id).await.status, ApplicationStatus::RegistryChecking);
        city.work_outbox().await;
        assert_eq!((said(&lin).await, simulator.asked()), ((RegistryOutcome::Confirmed, vec![]), 2));
        let again = parent.application(sent.id).await;
        let expected = [Kind::Sent, Kind::RegistryAsked, Kind::Returned, Kind::SentAgain, Kind::RegistryAsked];
        assert_eq!(kinds(&again), expected);
    }

    async fn what_was_said_of_an_earlier_version_is_not_shown_beside_a_later_one(city: City) {
        let (with, _simulator) = with_registry(&city).await;
        let parent = with.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        with.work_outbox().await;
        let lin = with.teacher("lin").await;
        assert_eq!(said(&lin).await, (RegistryOutcome::Confirmed, vec![]));
        lin.send_back(&parent.application(sent.id).await, "身分證字號是別人的").await;
        // Corrected where there is no registry.
        city.advance(Duration::minutes(2));
        let parent = city.applicant(WANG_DAMING.email).await;
        parent.send_again(sent.id, &LI_GUOHUA, "father").await.expect(200);
        assert_eq!(evidence(&lin).await, None);
    }

    async fn what_was_cancelled_meanwhile_is_not_asked_about(city: City) {
        let (city, simulator) = with_registry(&city).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        parent.post("binding-applications", form).await.problem(409, "already_applied");
        cancel(&parent, &sent).await;
        city.work_outbox().await;
        assert_eq!(simulator.asked(), 0);
        let cancelled = parent.application(sent.id).await;
        assert_eq!((cancelled.status, kinds(&cancelled)), (ApplicationStatus::Cancelled, vec![Kind::Sent, Kind::Cancelled]));
        // And a new one can be sent.
        parent.apply(&WANG_DAMING, &[XIAOMING]).await;
    }

    async fn a_consent_that_is_withdrawn_cancels_what_is_being_asked(city: City) {
        let (city, simulator) = with_registry(&city).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let record = form["consent_record_id"].as_str().unwrap().to_owned();
        parent.post("binding-applications", form).await.expect(201);
        parent.post_nothing(&format!("consent-records/{record}/withdrawals")).await.expect(200);
        city.work_outbox().await;
        assert_eq!(simulator.asked(), 0);
        let own: Value = parent.get("binding-applications").await.expect(200).value();
        assert_eq!(own["items"][0]["status"], "cancelled");
    }

    async fn without_a_registry_the_teacher_is_first(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        assert_eq!((sent.status, kinds(&sent)), (ApplicationStatus::InReview, vec![Kind::Sent]));
        assert_eq!(evidence(&city.teacher("lin").await).await, None);
    }
}
