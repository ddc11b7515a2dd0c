//! A registry that is down, wrong or slow keeps nobody waiting for long.

use super::*;
use kinbind_api::{features::registry, jobs::worker};

/// Has the outbox tried until the patience with the registry is over.
pub(super) async fn wait_for_the_end(city: &City) {
    for _ in 0..8 {
        city.work_outbox().await;
        city.advance(Duration::seconds(64));
    }
}

on_both! {
    async fn it_is_asked_again_and_then_the_teacher_decides_without(city: City) {
        let (city, simulator) = with_registry(&city).await;
        simulator.set(Mood { errors: 100, ..Mood::default() });
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        // At once, and after 2, 6, 14 and 30 seconds.
        for (passed, asked) in [(0, 1), (2, 2), (4, 3), (8, 4), (16, 5)] {
            city.advance(Duration::seconds(passed));
            city.work_outbox().await;
            assert_eq!(simulator.asked(), asked, "after {passed} s more");
        }
        assert_eq!(parent.application(sent.id).await.status, ApplicationStatus::RegistryChecking);
        // The next try would come at 126 seconds, which is too long.
        city.advance(Duration::seconds(32));
        city.work_outbox().await;
        assert_eq!(simulator.asked(), 6);
        assert_eq!(said(&city.teacher("lin").await).await, (RegistryOutcome::NoAnswer, vec![]));
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status <> 'done'").await, 0);
        let waiting = parent.application(sent.id).await;
        assert_eq!(kinds(&waiting), [Kind::Sent, Kind::RegistryAsked]);
    }

    async fn after_a_short_outage_it_answers_as_ever(city: City) {
        let (city, simulator) = with_registry(&city).await;
        simulator.set(Mood { errors: 100, ..Mood::default() });
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.work_outbox().await;
        simulator.set(Mood::default());
        city.advance(Duration::seconds(2));
        city.work_outbox().await;
        assert_eq!(said(&city.teacher("lin").await).await.0, RegistryOutcome::Confirmed);
    }

    async fn five_failures_in_a_row_and_it_is_left_alone(city: City) {
        let (city, simulator) = with_registry(&city).await;
        simulator.set(Mood { errors: 100, ..Mood::default() });
        let (father, mother) = (city.applicant(WANG_DAMING.email).await, city.applicant(LIN_MEIHUI.email).await);
        father.apply(&WANG_DAMING, &[XIAOMING, DAEN, PINXIN]).await;
        mother.apply(&LIN_MEIHUI, &[XIAOMING, DAEN, PINXIN]).await;
        city.work_outbox().await;
        assert_eq!(simulator.asked(), 5);
        city.advance(Duration::seconds(20));
        city.work_outbox().await;
        assert_eq!(simulator.asked(), 5, "all six wait");
        // The first to come after half a minute tries, and when that goes well, the others follow.
        simulator.set(Mood::default());
        city.advance(Duration::seconds(10));
        city.work_outbox().await;
        assert_eq!(simulator.asked(), 11);
        assert_eq!(city.teacher("lin").await.grid("state=pending").await.items.len(), 2);
    }

    async fn one_that_keeps_silent_is_given_up_in_time(city: City) {
        let (simulator, url) = simulator(None);
        simulator.set(Mood { latency_ms: 60_000, ..Mood::default() });
        let city = city.replica(|config| {
            config.registry.registry_url = Some(url);
            config.registry.registry_timeout_ms = 50;
            config.registry.registry_patience_seconds = 1;
        });
        let city = city.await;
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        give_up(&city).await;
        assert_eq!(simulator.asked(), 1);
        assert_eq!(said(&city.teacher("lin").await).await.0, RegistryOutcome::NoAnswer);
    }

    async fn one_that_dies_in_the_middle_of_a_question_leaves_the_teacher_to_decide(city: City) {
        let registry = Process::dying_registry(&city);
        let url = registry.url();
        let city = city.replica(|config| config.registry.registry_url = Some(url)).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        city.work_outbox().await;
        assert!(!registry.wait().success(), "it ended at the question");
        assert_eq!(parent.application(sent.id).await.status, ApplicationStatus::RegistryChecking);
        // Where it was, nobody takes a call now.
        wait_for_the_end(&city).await;
        assert_eq!(said(&city.teacher("lin").await).await, (RegistryOutcome::NoAnswer, vec![]));
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status <> 'done'").await, 0);
    }

    async fn codes_are_not_held_up_by_a_slow_registry(city: City) {
        let (simulator, url) = simulator(None);
        simulator.set(Mood { latency_ms: 60_000, ..Mood::default() });
        let city = city.replica(|config| {
            config.registry.registry_url = Some(url);
            config.registry.registry_timeout_ms = 30_000;
        });
        let city = city.await;
        let (father, mother) = (city.applicant(WANG_DAMING.email).await, city.applicant(LIN_MEIHUI.email).await);
        father.apply(&WANG_DAMING, &[XIAOMING, DAEN, PINXIN]).await;
        mother.apply(&LIN_MEIHUI, &[XIAOMING, DAEN, PINXIN]).await;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let workers = tokio::spawn(worker::run(city.state.clone(), stopped));
        let asked = json!({ "channel": "email", "address": LI_GUOHUA.email });
        city.client().post("contact-verifications", asked).await.expect(201);
        city.smtp.wait_for(LI_GUOHUA.email, 1).await;
        assert!(simulator.asked() >= 1, "and it is being asked all the while");
        workers.abort();
        drop(stop);
    }

    async fn what_lost_its_job_is_passed_on(city: City) {
        let (city, _simulator) = with_registry(&city).await;
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.sql("DELETE FROM outbox_jobs").await;
        city.advance(Duration::minutes(8));
        registry::release_overdue(&city.state).await.unwrap();
        assert!(city.teacher("lin").await.pending().await.is_empty(), "it may still come");
        city.advance(Duration::minutes(2));
        assert_eq!(registry::waiting(&city.state).await.unwrap(), (1, 1));
        registry::release_overdue(&city.state).await.unwrap();
        assert_eq!(said(&city.teacher("lin").await).await.0, RegistryOutcome::NoAnswer);
    }

    async fn when_the_operator_takes_it_away_nobody_is_left_behind(city: City) {
        let (with, simulator) = with_registry(&city).await;
        let parent = with.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        city.work_outbox().await;
        assert_eq!(kinds(&parent.application(sent.id).await), [Kind::Sent], "nobody was asked");
        assert_eq!((said(&city.teacher("lin").await).await.0, simulator.asked()), (RegistryOutcome::NoAnswer, 0));
    }

    async fn one_that_waits_its_turn_for_too_long_is_not_asked_about(city: City) {
        let (city, simulator) = with_registry(&city).await;
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.advance(Duration::seconds(121));
        city.work_outbox().await;
        assert_eq!((said(&city.teacher("lin").await).await.0, simulator.asked()), (RegistryOutcome::NoAnswer, 0));
    }

    async fn what_it_refuses_goes_to_the_teacher_at_once_and_is_no_outage(city: City) {
        let provider = HttpPeer::start();
        let url = provider.url.clone();
        let city = city.replica(|config| config.registry.registry_url = Some(url)).await;
        provider.answer(422, "a name that it can't take");
        let (father, mother) = (city.applicant(WANG_DAMING.email).await, city.applicant(LIN_MEIHUI.email).await);
        father.apply(&WANG_DAMING, &[XIAOMING, DAEN, PINXIN]).await;
        mother.apply(&LIN_MEIHUI, &[XIAOMING, DAEN, PINXIN]).await;
        city.work_outbox().await;
        assert_eq!(provider.received().len(), 6, "the fifth didn't stop the sixth");
        assert_eq!(city.teacher("lin").await.pending().await.len(), 2);
        assert_eq!(city.count("SELECT COUNT(*) FROM outbox_jobs WHERE status <> 'done'").await, 0);
    }

    async fn no_more_is_asked_in_a_minute_than_was_agreed(city: City) {
        let (simulator, url) = simulator(None);
        let city = city.replica(|config| {
            config.registry.registry_url = Some(url);
            config.registry.registry_per_minute = 2;
        });
        let city = city.await;
        city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING, DAEN, PINXIN]).await;
        city.work_outbox().await;
        assert_eq!(simulator.asked(), 2);
        city.advance(Duration::seconds(61));
        city.work_outbox().await;
        assert_eq!(simulator.asked(), 3);
        assert_eq!(city.count("SELECT COUNT(*) FROM binding_applications WHERE status = 'in_review'").await, 3);
    }
}
