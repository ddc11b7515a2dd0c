//! Looking at and cancelling one's own applications, and nobody else's.

use crate::support::*;
use shared_types::{
    List,
    application::{ApplicationStatus, BindingApplication},
};
use time::Duration;

on_both! {
    async fn the_newest_form_comes_first_and_its_children_as_they_were_entered(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        assert_eq!(parent.get("binding-applications").await.expect(200).value()["items"].as_array().unwrap().len(), 0);
        let first = parent.apply(&WANG_DAMING, &[PINXIN, XIAOMING]).await;
        city.advance(Duration::seconds(1));
        let second = parent.apply(&WANG_DAMING, &[YONGQING, DAEN]).await;
        let own: List<BindingApplication> = parent.get("binding-applications").await.expect(200).json();
        assert_eq!(own.items, [second, first].concat());
    }

    async fn a_new_session_of_the_same_address_sees_what_the_old_one_sent(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.advance(Duration::hours(3));
        let later = city.applicant(WANG_DAMING.email).await;
        assert_eq!(later.application(sent[0].id).await, sent[0]);
    }

    async fn somebody_elses_application_is_not_found(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        let one = format!("binding-applications/{}", sent[0].id);
        let stranger = city.applicant(LI_GUOHUA.email).await;
        // The teacher who decides on it doesn't own it.
        let teacher = city.teacher("lin").await;
        for other in [&stranger.client, &teacher.client] {
            other.get(&one).await.problem(404, "not_found");
            other.post_nothing(&format!("{one}/cancellations")).await.problem(404, "not_found");
            let own: List<BindingApplication> = other.get("binding-applications").await.expect(200).json();
            assert_eq!(own.items, []);
        }
        let nobody = city.client();
        nobody.get(&one).await.problem(401, "not_signed_in");
        nobody.get("binding-applications").await.problem(401, "not_signed_in");
        nobody.post_nothing(&format!("{one}/cancellations")).await.problem(401, "not_signed_in");
        stranger.get("binding-applications/none").await.problem(400, "malformed_parameter");
    }

    async fn a_cancelled_application_makes_room_for_another(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        let cancel = format!("binding-applications/{}/cancellations", sent[0].id);
        let cancelled: BindingApplication = parent.post_nothing(&cancel).await.expect(200).json();
        assert_eq!((cancelled.status, cancelled.version), (ApplicationStatus::Cancelled, 2));
        parent.post_nothing(&cancel).await.problem(409, "wrong_state");
        assert_eq!(city.teacher("lin").await.pending().await, []);
        parent.apply(&WANG_DAMING, &[XIAOMING]).await;
    }

    async fn an_approved_application_can_no_longer_be_cancelled(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.teacher("lin").await.approve(&sent).await;
        let cancel = format!("binding-applications/{}/cancellations", sent[0].id);
        parent.post_nothing(&cancel).await.problem(409, "wrong_state");
        assert_eq!(parent.application(sent[0].id).await.status, ApplicationStatus::Approved);
    }

    async fn cancelling_and_approving_at_once_is_one_or_the_other(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let lin = city.teacher("lin").await;
        let cancel = format!("binding-applications/{}/cancellations", sent.id);
        let decisions = [approval(sent.id, sent.version)];
        let (cancelled, decided) = tokio::join!(parent.post_nothing(&cancel), lin.decide(&decisions));
        city.work_outbox().await;
        let status = parent.application(sent.id).await.status;
        let bound = city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await;
        match decided[0] {
            None => assert_eq!((cancelled.status, status, bound), (409, ApplicationStatus::Approved, 1)),
            Some(_) => assert_eq!((cancelled.status, status, bound), (200, ApplicationStatus::Cancelled, 0)),
        }
    }

    async fn a_guardian_who_signed_in_sees_the_same_applications(city: City) {
        let lin = city.teacher("lin").await;
        let sent = city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        let guardian = city.settled(&WANG_DAMING).await;
        let own: List<BindingApplication> = guardian.get("binding-applications").await.expect(200).json();
        assert_eq!(own.items.iter().map(|one| one.id).collect::<Vec<_>>(), [sent[0].id]);
        assert_eq!(own.items[0].status, ApplicationStatus::Approved);
    }
}
