/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "signal/ins-derive.h"

#define US 1e-6F

static void
test_db (void)
{
  float values[] = { 100, 50, 0, -3, 1e-9F, NAN, 200 };
  const double expected[] = { 0, -6.0206, -60, -60, -60, (double)NAN, 6.0206 };
  float db[G_N_ELEMENTS (values)];

  ins_derive_db (values, G_N_ELEMENTS (values), 100, -60, db);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (isnan (expected[i]))
      g_assert_true (isnan (db[i]));
    else
      g_assert_cmpfloat_with_epsilon ((double)db[i], expected[i], 1e-3);
  ins_derive_db (values, G_N_ELEMENTS (values), 0, -60, values);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_true (isnan (values[i]));
}

/* Steel: 5900 m/s, there and back: 1 us is 2.95 mm. */
static void
test_depth_and_thickness (void)
{
  const float tof_s[] = { 12 * US, 11 * US, NAN, 12 * US, 9 * US };
  const float surface_s[] = { 10 * US, 11 * US, 10 * US, NAN, 10 * US };
  const double depths_mm[] = { 5.9, 0, (double)NAN, (double)NAN, -2.95 };
  float mm[G_N_ELEMENTS (tof_s)];

  ins_derive_depth (tof_s, surface_s, G_N_ELEMENTS (tof_s), 0, 5900, mm);
  for (guint i = 0; i < G_N_ELEMENTS (tof_s); i++)
    if (isnan (depths_mm[i]))
      g_assert_true (isnan (mm[i]));
    else
      g_assert_cmpfloat_with_epsilon ((double)mm[i], depths_mm[i], 1e-4);
  ins_derive_depth (tof_s, NULL, G_N_ELEMENTS (tof_s), 10e-6, 5900, mm);
  g_assert_cmpfloat_with_epsilon ((double)mm[0], 5.9, 1e-4);
  g_assert_cmpfloat_with_epsilon ((double)mm[3], 5.9, 1e-4);
  ins_derive_thickness (tof_s, surface_s, G_N_ELEMENTS (tof_s), 5900, mm);
  g_assert_cmpfloat_with_epsilon ((double)mm[0], 5.9, 1e-4);
  g_assert_cmpfloat_with_epsilon ((double)mm[4], 2.95, 1e-4);
  g_assert_true (isnan (mm[2]) && isnan (mm[3]));
}

static void
test_status (void)
{
  enum
  {
    D = INS_STATUS_HAS_DATA,
    S = INS_STATUS_SATURATED,
    Y = INS_STATUS_NO_SYNCHRO,
    E = INS_STATUS_NO_ECHO
  };
  const guint8 one[] = { D, D | S, D | E, D, 0, Y }, other[] = { D, D, D, Y, 0, D | S };
  const guint8 expected[] = { D, D | S, E, Y, 0, Y | S };
  guint8 status[G_N_ELEMENTS (one)];

  ins_derive_status (one, other, G_N_ELEMENTS (one), status);
  g_assert_cmpmem (status, sizeof status, expected, sizeof expected);
  ins_derive_status (other, one, G_N_ELEMENTS (one), status);
  g_assert_cmpmem (status, sizeof status, expected, sizeof expected);
}

static void
test_alarms (void)
{
  enum
  {
    N = 4,
    PLANE = 5
  };
  const double never = (double)NAN;
  float amplitude[2 * PLANE] = { 10, 80, NAN, NAN, 0, 30, 30, 50, 20 };
  float tof_s[2 * PLANE] = { 1 * US, 2 * US, NAN, NAN, 0, 5 * US, 5 * US, NAN, 5 * US };
  guint8 status[2 * PLANE] = { 1, 1, INS_STATUS_NO_SYNCHRO, 0, 0, 1, 1, 9, 0 };
  const struct
  {
    InsAlarm alarm;
    const float *values;
  } alarms[] = {
    { { "a", INS_ALARM_AMPLITUDE, 0, 20, never, FALSE }, amplitude },
    { { "b", INS_ALARM_AMPLITUDE, 0, never, 60, TRUE }, amplitude },
    { { "c", INS_ALARM_AMPLITUDE, 1, 30, 30, FALSE }, amplitude },
    { { "d", INS_ALARM_TOF, 1, never, never, TRUE }, tof_s },
    { { "e", INS_ALARM_TOF, 0, 1.5e-6, 3e-6, FALSE }, tof_s },
  };
  /* the last is a hole in both gates: never an alarm, whatever stands there */
  const guint32 expected[N] = { 1 | 16, 2, 2 | 4 | 8, 0 };
  guint32 bits[N] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (alarms); i++)
    {
      gsize from = alarms[i].alarm.gate * PLANE;

      ins_alarm_evaluate (&alarms[i].alarm, alarms[i].values + from, status + from, N, 1U << i,
                          bits);
    }
  for (guint i = 0; i < N; i++)
    g_assert_cmphex (bits[i], ==, expected[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/derive/db", test_db);
  g_test_add_func ("/derive/depth-and-thickness", test_depth_and_thickness);
  g_test_add_func ("/derive/status", test_status);
  g_test_add_func ("/derive/alarms", test_alarms);

  return g_test_run ();
}
