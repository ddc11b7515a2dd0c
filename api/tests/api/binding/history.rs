//! What happened to an application, as its applicant reads it.

use crate::support::*;
use shared_types::application::ApplicationEventKind::{Approved, Bound, Cancelled, Returned, Sent, SentAgain};
use time::Duration;
use uuid::Uuid;

async fn kinds(parent: &Applicant, id: Uuid) -> Vec<shared_types::application::ApplicationEventKind> {
    parent.application(id).await.history.into_iter().map(|event| event.kind).collect()
}

on_both! {
    async fn every_step_is_told_with_its_time_and_the_reason_of_a_return(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let lin = city.teacher("lin").await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        assert_eq!(sent.history.len(), 1);
        assert_eq!((sent.history[0].kind, sent.history[0].at), (Sent, sent.submitted_at));
        city.advance(Duration::minutes(1));
        lin.send_back(&sent, "請填寫全名").await;
        city.advance(Duration::minutes(1));
        parent.send_again(sent.id, &WANG_DAMING, "father").await.expect(200);
        city.advance(Duration::minutes(1));
        lin.approve(&[parent.application(sent.id).await]).await;
        city.work_outbox().await;
        let told = parent.application(sent.id).await.history;
        assert_eq!(told.iter().map(|e| e.kind).collect::<Vec<_>>(), [Sent, Returned, SentAgain, Approved, Bound]);
        assert_eq!(told[1].reason.clone().unwrap().note.as_deref(), Some("請填寫全名"));
        assert!(told.windows(2).all(|pair| pair[0].at <= pair[1].at));
    }

    async fn a_cancelled_one_says_when(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        parent.post_nothing(&format!("binding-applications/{}/cancellations", sent.id)).await.expect(200);
        assert_eq!(kinds(&parent, sent.id).await, [Sent, Cancelled]);
    }
}
