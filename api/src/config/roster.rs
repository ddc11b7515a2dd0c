use clap::Args;
use time::Duration;

/// How children go from school to school.
#[derive(Debug, Clone, Args)]
pub struct RosterConfig {
    /// Days after a child has left a school in which another school takes it over with its bindings; then they end
    #[arg(long, env = "KINBIND_CARRY_OVER_DAYS", default_value_t = 120, global = true)]
    pub carry_over_days: u16,
}

impl RosterConfig {
    pub fn carry_over(&self) -> Duration {
        Duration::days(self.carry_over_days.into())
    }
}
