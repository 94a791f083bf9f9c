/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "devices/simulated/ins-sim-controller.h"

#define DEFAULT_SPEED_MM_S 200.0
#define DEFAULT_ACCELERATION_MM_S2 500.0

void
ins_sim_config_init (InsSimConfig *config)
{
  *config = (InsSimConfig){ .acceleration_mm_s2 = DEFAULT_ACCELERATION_MM_S2,
                            .maximum_speed_mm_s = DEFAULT_SPEED_MM_S,
                            .seed = 1 };
  ins_sim_fault_init (&config->fault);
}

static void
read_text (const InsUri *uri, const char *option, char *text, gsize size)
{
  const char *written = ins_uri_get_text (uri, option);

  if (written != NULL)
    g_strlcpy (text, written, size);
}

gboolean
ins_sim_config_read (InsSimConfig *config, const InsUri *uri, GError **error)
{
  static const char *const known[] = { "latency_ms",
                                       "jitter_ms",
                                       "backlash_mm",
                                       "acceleration_mm_s2",
                                       "max_speed_mm_s",
                                       "protocol",
                                       "variant",
                                       "seed",
                                       "fault",
                                       "baud",
                                       "log",
                                       "link",
                                       "request_ms",
                                       "request_jitter_ms",
                                       "exponential_ms",
                                       "timer_ms",
                                       "frame_ms",
                                       "stale",
                                       "stall_percent",
                                       NULL };
  const char *fault = ins_uri_get_text (uri, "fault");
  double seed = config->seed;

  if (!ins_uri_check_options (uri, known, error) ||
      !ins_sim_link_read (&config->link, uri, &config->latency_ms, &config->jitter_ms,
                          &config->baud, error) ||
      !ins_uri_get_number (uri, "latency_ms", 0, 1000, &config->latency_ms, error) ||
      !ins_uri_get_number (uri, "jitter_ms", 0, 1000, &config->jitter_ms, error) ||
      !ins_uri_get_number (uri, "backlash_mm", 0, 10, &config->backlash_mm, error) ||
      !ins_uri_get_number (uri, "acceleration_mm_s2", 1, 100000, &config->acceleration_mm_s2,
                           error) ||
      !ins_uri_get_number (uri, "max_speed_mm_s", 0.1, 10000, &config->maximum_speed_mm_s, error) ||
      !ins_uri_get_number (uri, "baud", 0, 4000000, &config->baud, error) ||
      !ins_uri_get_number (uri, "seed", 0, G_MAXUINT32, &seed, error))
    return FALSE;
  config->seed = (guint32)seed;
  read_text (uri, "variant", config->variant, sizeof config->variant);
  read_text (uri, "log", config->log, sizeof config->log);

  return fault == NULL || ins_sim_fault_parse (fault, &config->fault, error);
}
