/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-error.h"
#include "measure-fixture.h"

#define assert_near(a, b, most) g_assert_cmpfloat (fabs ((double)(a) - (double)(b)), <=, most)

static void
test_places (void)
{
  g_autoptr (Picture) picture = picture_new (10, 20, 0.5, 0.25);
  InsAreaPoint point = picture_point (picture, 4.0, 2.0);
  double column, row;

  assert_near (point.x_mm, 49.5, 1e-12); /* rows run down from 50 */
  assert_near (point.y_mm, 12.0, 1e-12);
  ins_measure_to_pixel (&picture->grid, &(InsAreaPoint){ 49.875, 10.25 }, &column, &row);
  assert_near (column, 0.5, 1e-12);
  assert_near (row, 0.5, 1e-12);
}

static void
test_distance (void)
{
  g_autoptr (Picture) picture = picture_new (10, 20, 0.5, 0.25);
  g_autoptr (InsMeasure) measure = ins_measure_new (INS_MEASURE_DISTANCE, "d");
  const InsAreaPoint points[] = { { 1.0, 2.0 }, { 4.0, -2.0 } };
  g_autoptr (InsMeasureResult) result = NULL;

  ins_measure_set_points (measure, points, 2);
  result = picture_measure (picture, measure);
  assert_near (ins_measure_result_get (result, "distance_mm"), 5.0, 1e-12);
  assert_near (ins_measure_result_get (result, "scan_mm"), 4.0, 1e-12);
  assert_near (ins_measure_result_get (result, "index_mm"), 3.0, 1e-12);
}

/* Ray to the right of the centre, as the definition of inside says it. */
static gboolean
is_inside (const InsAreaPoint *corners, guint n, double x, double y)
{
  gboolean inside = FALSE;

  for (guint i = 0; i < n; i++)
    {
      const InsAreaPoint *a = &corners[i], *b = &corners[(i + 1) % n];

      if ((a->y_mm > y) != (b->y_mm > y) &&
          x < a->x_mm + (y - a->y_mm) / (b->y_mm - a->y_mm) * (b->x_mm - a->x_mm))
        inside = !inside;
    }

  return inside;
}

typedef struct
{
  guint64 n, n_valid, n_holes, n_no_value, n_left_out, n_below;
  double min, max, mean, sd;
} Brute;

static gboolean
is_wanted (const Picture *picture, const InsMeasure *measure, gsize pixel)
{
  InsAreaPoint at = picture_point (picture, (double)(pixel % picture->grid.n_columns),
                                   (double)(pixel / picture->grid.n_columns));
  const InsAreaPoint *points = measure->points;

  if (measure->shape == INS_MEASURE_CIRCLE)
    return hypot (at.x_mm - points[0].x_mm, at.y_mm - points[0].y_mm) <=
           hypot (points[1].x_mm - points[0].x_mm, points[1].y_mm - points[0].y_mm);

  return is_inside (points, measure->n_points, at.x_mm, at.y_mm);
}

static void
count (const Picture *picture, const InsMeasure *measure, gsize i, GArray *values, Brute *brute)
{
  double value = (double)picture->values[i];

  brute->n++;
  if (picture->holes[i] == INS_HOLE_OUTSIDE)
    brute->n_left_out++;
  else if (picture->holes[i] != INS_HOLE_NONE)
    brute->n_holes++;
  else if (!isfinite (value))
    brute->n_no_value++;
  else
    {
      brute->n_below += value < measure->limit;
      g_array_append_val (values, value);
    }
}

static void
brute_force (const Picture *picture, const InsMeasure *measure, Brute *brute)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  double squares = 0.0;

  *brute = (Brute){ .min = INFINITY, .max = -INFINITY };
  for (gsize i = 0; i < (gsize)picture->grid.n_rows * picture->grid.n_columns; i++)
    if (is_wanted (picture, measure, i))
      count (picture, measure, i, values, brute);
  brute->n_valid = values->len;
  for (guint i = 0; i < values->len; i++)
    {
      brute->min = MIN (brute->min, g_array_index (values, double, i));
      brute->max = MAX (brute->max, g_array_index (values, double, i));
      brute->mean += g_array_index (values, double, i) / values->len;
    }
  for (guint i = 0; i < values->len; i++)
    squares += pow (g_array_index (values, double, i) - brute->mean, 2.0);
  brute->sd = sqrt (squares / (values->len - 1.0));
}

static void
compare (const Picture *picture, const InsMeasure *measure)
{
  g_autoptr (InsMeasureResult) result = picture_measure (picture, measure);
  Brute brute;

  brute_force (picture, measure, &brute);
  g_assert_cmpfloat (ins_measure_result_get (result, "pixels"), ==, (double)brute.n);
  g_assert_cmpfloat (ins_measure_result_get (result, "valid"), ==, (double)brute.n_valid);
  g_assert_cmpfloat (ins_measure_result_get (result, "holes"), ==, (double)brute.n_holes);
  g_assert_cmpfloat (ins_measure_result_get (result, "no_value"), ==, (double)brute.n_no_value);
  g_assert_cmpfloat (ins_measure_result_get (result, "left_out"), ==, (double)brute.n_left_out);
  if (brute.n_valid < 2)
    return;
  g_assert_cmpfloat (ins_measure_result_get (result, "min"), ==, brute.min);
  g_assert_cmpfloat (ins_measure_result_get (result, "max"), ==, brute.max);
  assert_near (ins_measure_result_get (result, "mean"), brute.mean, 1e-9);
  assert_near (ins_measure_result_get (result, "sd"), brute.sd, 1e-9);
  assert_near (ins_measure_result_get (result, "below_limit_percent"),
               100.0 * (double)brute.n_below / (double)brute.n_valid, 1e-9);
}

static void
fill_at_random (Picture *picture, GRand *rand)
{
  for (gsize i = 0; i < (gsize)picture->grid.n_rows * picture->grid.n_columns; i++)
    {
      picture->values[i] = g_rand_int_range (rand, 0, 8) == 0
                               ? (g_rand_boolean (rand) ? NAN : INS_NO_DATA)
                               : (float)g_rand_double_range (rand, 0, 100);
      picture->holes[i] = g_rand_int_range (rand, 0, 6) == 0
                              ? (guint8)g_rand_int_range (rand, 1, INS_HOLE_OUTSIDE + 1)
                              : INS_HOLE_NONE;
    }
}

/* Polygons with edges that cross and circles, also partly or wholly outside. */
static void
test_statistics_against_brute_force (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (61);

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (Picture) picture = picture_new ((guint)g_rand_int_range (rand, 1, 40),
                                                 (guint)g_rand_int_range (rand, 1, 40), 0.3, 0.7);
      g_autoptr (InsMeasure) measure = ins_measure_new (INS_MEASURE_STATISTICS, "s");
      InsAreaPoint points[8];
      guint n = round % 2 == 0 ? 2 : (guint)g_rand_int_range (rand, 3, 9);

      fill_at_random (picture, rand);
      for (guint i = 0; i < n; i++)
        points[i] = picture_point (picture, g_rand_double_range (rand, -10, 50),
                                   g_rand_double_range (rand, -10, 50));
      measure->shape = round % 2 == 0 ? INS_MEASURE_CIRCLE : INS_MEASURE_POLYGON;
      measure->limit = 40.0;
      measure->is_below = TRUE;
      ins_measure_set_points (measure, points, n);
      compare (picture, measure);
    }
}

static void
test_shapes_have_their_area (void)
{
  g_autoptr (Picture) picture = picture_new (400, 500, 0.05, 0.04);
  const struct
  {
    InsMeasureShape shape;
    guint n;
    InsAreaPoint points[3];
    double area_mm2;
  } cases[] = {
    { INS_MEASURE_RECTANGLE, 2, { { 48.0, 12.0 }, { 40.0, 17.0 } }, 40.0 },
    { INS_MEASURE_CIRCLE, 2, { { 44.0, 20.0 }, { 47.0, 24.0 } }, G_PI * 25.0 },
    { INS_MEASURE_POLYGON, 3, { { 45.0, 15.0 }, { 37.0, 15.0 }, { 45.0, 27.0 } }, 48.0 },
    { INS_MEASURE_ALL, 0, { { 0 } }, 400.0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (InsMeasure) measure = ins_measure_new (INS_MEASURE_STATISTICS, "s");
      g_autoptr (InsMeasureResult) result = NULL;

      measure->shape = cases[i].shape;
      ins_measure_set_points (measure, cases[i].points, cases[i].n);
      result = picture_measure (picture, measure);
      assert_near (ins_measure_result_get (result, "area_mm2"), cases[i].area_mm2, 1e-6);
      assert_near (ins_measure_result_get (result, "valid_area_mm2"), cases[i].area_mm2,
                   0.01 * cases[i].area_mm2);
    }
}

static void
test_nothing_is_no_value (void)
{
  g_autoptr (Picture) picture = picture_new (3, 3, 1.0, 1.0);
  g_autoptr (InsMeasure) measure = ins_measure_new (INS_MEASURE_STATISTICS, "s");
  g_autoptr (InsMeasureResult) result = NULL;

  for (guint i = 0; i < 9; i++)
    picture->holes[i] = INS_HOLE_LOST_PULSES;
  result = picture_measure (picture, measure);
  g_assert_cmpfloat (ins_measure_result_get (result, "holes"), ==, 9.0);
  g_assert_true (isnan (ins_measure_result_get (result, "mean")));
  g_assert_true (isnan (ins_measure_result_get (result, "min")));
  g_assert_true (isnan (ins_measure_result_get (result, "min_x_mm")));
}

/* They keep their value, and are counted, in what is measured on them and nowhere else. */
static void
test_saturated_is_said (void)
{
  static const InsMeasureKind kinds[] = { INS_MEASURE_STATISTICS, INS_MEASURE_CLUSTERS,
                                          INS_MEASURE_VOIDS, INS_MEASURE_SIZING,
                                          INS_MEASURE_PROFILE };
  static const double counts[] = { 2, 2, 2, 2, 3 };
  g_autoptr (Picture) picture = picture_new (20, 20, 1.0, 1.0);
  guint8 saturated[400] = { 0 };

  for (guint row = 8; row < 12; row++)
    for (guint column = 8; column < 12; column++)
      picture->values[row * 20 + column] = row == 9 && column < 10 ? 100 : 80;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (InsMeasure) measure = ins_measure_new (kinds[i], "s");
      const InsAreaPoint points[] = { picture_point (picture, 7.5, 9),
                                      picture_point (picture, 12, 9) };
      g_autoptr (InsMeasureResult) without = NULL, with = NULL;

      measure->threshold = 50;
      if (kinds[i] == INS_MEASURE_SIZING)
        ins_measure_set_points (measure, points + 1, 1);
      else if (kinds[i] == INS_MEASURE_PROFILE)
        ins_measure_set_points (measure, points, 2);
      picture->input.plane.saturated = NULL;
      without = picture_measure (picture, measure);
      g_assert_true (isnan (ins_measure_result_get (without, "saturated")));
      saturated[9 * 20 + 8] = saturated[9 * 20 + 9] = 1;
      picture->input.plane.saturated = saturated;
      with = picture_measure (picture, measure);
      if (kinds[i] == INS_MEASURE_PROFILE)
        g_assert_cmpfloat (ins_measure_result_get (with, "saturated"), >=, counts[i]);
      else
        g_assert_cmpfloat (ins_measure_result_get (with, "saturated"), ==, counts[i]);
    }
}

/* On a tilted plane interpolation in both directions is exact. */
static void
test_profile (void)
{
  g_autoptr (Picture) picture = picture_new (20, 30, 0.5, 0.25);
  const InsAreaPoint one = picture_point (picture, 1.3, 2.1);
  const InsAreaPoint other = picture_point (picture, 28.0, 17.6);
  g_autoptr (GArray) samples = NULL;

  for (guint i = 0; i < 600; i++)
    picture->values[i] = 2.0F * (float)(i % 30) + 3.0F * (float)(i / 30);
  samples = ins_measure_profile (&picture->input.plane, &one, &other);
  for (guint i = 0; i < samples->len; i++)
    {
      const InsMeasureSample *sample = &g_array_index (samples, InsMeasureSample, i);
      double share = (double)i / (samples->len - 1);

      assert_near (sample->value, 2.0 * (1.3 + share * 26.7) + 3.0 * (2.1 + share * 15.5), 1e-4);
      assert_near (sample->distance_mm, share * hypot (26.7 * 0.5, 15.5 * 0.25), 1e-9);
    }
  g_assert_cmpuint (samples->len, >, 100);
}

/* A hole is not bridged, and its neighbours are heard on their own centres. */
static void
test_profile_over_a_hole (void)
{
  g_autoptr (Picture) picture = picture_new (1, 7, 1.0, 1.0);
  const InsAreaPoint one = picture_point (picture, 0.0, 0.0);
  const InsAreaPoint other = picture_point (picture, 8.0, 0.0);
  g_autoptr (GArray) samples = NULL;

  picture->holes[3] = INS_HOLE_REGISTRATION;
  samples = ins_measure_profile (&picture->input.plane, &one, &other);
  g_assert_cmpuint (samples->len, ==, 17);
  for (guint i = 0; i < samples->len; i++)
    g_assert_cmpint (isnan (g_array_index (samples, InsMeasureSample, i).value), ==,
                     (i > 4 && i < 8) || i > 12);
}

static void
test_key_file_reads_back (void)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (InsKeyFile) again = NULL;
  g_autoptr (GPtrArray) all = NULL;
  const InsAreaPoint points[] = { { 1.5, 1.0 / 3.0 }, { -7e-3, 4 }, { 2, 2 } };
  InsMeasure *measures[INS_MEASURE_N_KINDS];

  for (guint i = 0; i < INS_MEASURE_N_KINDS; i++)
    {
      g_autofree char *name = g_strdup_printf ("Prüfung %u; a=b #c", i);

      measures[i] = ins_measure_new ((InsMeasureKind)i, name);
      measures[i]->text = g_strdup ("two\nlines; and \\ more");
      ins_measure_set_points (measures[i], points,
                              i == INS_MEASURE_SIZING || i == INS_MEASURE_NOTE ? 1 : 2);
      if (ins_measure_has_region (measures[i]))
        {
          measures[i]->shape = INS_MEASURE_POLYGON;
          ins_measure_set_points (measures[i], points, 3);
          measures[i]->threshold = i == INS_MEASURE_STATISTICS ? (double)NAN : 1.0 / 7.0;
          measures[i]->is_below = TRUE;
        }
      measures[i]->gate = g_strdup ("I");
      measures[i]->from = g_strdup ("B");
      if (i == INS_MEASURE_CLUSTERS)
        {
          measures[i]->least_pixels = 17;
          measures[i]->merge_mm = 0.1;
        }
      if (i == INS_MEASURE_SIZING)
        measures[i]->reference = measures[i]->drop_db = 12.0;
      ins_measure_write (measures[i], file);
    }
  text = g_key_file_to_data (file, NULL, NULL);
  again = ins_key_file_new_from_text (text, "again", &error);
  g_assert_no_error (error);
  all = ins_measure_read_all (again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, INS_MEASURE_N_KINDS);
  for (guint i = 0; i < all->len; i++)
    {
      g_assert_true (ins_measure_equal (measures[i], g_ptr_array_index (all, i)));
      ins_measure_free (measures[i]);
    }
}

static void
test_nonsense_is_refused (void)
{
  static const char *const bad[] = {
    "[Measurement a]\n",
    "[Measurement a]\nKind=weight\n",
    "[Measurement ]\nKind=note\nPointsMm=1;2\nText=a\n",
    "[Something]\nKind=note\nPointsMm=1;2\nText=a\n",
    "[Measurement a]\nKind=note\nPointsMm=1;2\n",
    "[Measurement a]\nKind=note\nPointsMm=1\nText=a\n",
    "[Measurement a]\nKind=distance\nPointsMm=1;2;3;nan\n",
    "[Measurement a]\nKind=distance\nPointsMm=1;2;3;1e300\n",
    "[Measurement a]\nKind=distance\nPointsMm=1;2;3;4;5;6\n",
    "[Measurement a]\nKind=sizing\nPointsMm=1;2\nDropDb=0\n",
    "[Measurement a]\nKind=sizing\nPointsMm=1;2\nSide=below\n",
    "[Measurement a]\nKind=clusters\n",
    "[Measurement a]\nKind=clusters\nThreshold=inf\n",
    "[Measurement a]\nKind=clusters\nThreshold=1\nLeastPixels=0\n",
    "[Measurement a]\nKind=clusters\nThreshold=1\nMergeMm=-1\n",
    "[Measurement a]\nKind=clusters\nThreshold=1\nShape=polygon\nPointsMm=1;2;3;4\n",
    "[Measurement a]\nKind=statistics\nShape=all\nPointsMm=1;2;3;4\n",
    "[Measurement a]\nKind=statistics\nColour=red\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsKeyFile) file = ins_key_file_new_from_text (bad[i], "bad", &error);
      g_autoptr (GPtrArray) all = NULL;

      g_assert_no_error (error);
      all = ins_measure_read_all (file, &error);
      g_assert_null (all);
      g_assert_true (error->domain == INS_RECIPE_ERROR);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/measure/places", test_places);
  g_test_add_func ("/measure/distance", test_distance);
  g_test_add_func ("/measure/statistics-against-brute-force", test_statistics_against_brute_force);
  g_test_add_func ("/measure/shapes-have-their-area", test_shapes_have_their_area);
  g_test_add_func ("/measure/nothing-is-no-value", test_nothing_is_no_value);
  g_test_add_func ("/measure/saturated-is-said", test_saturated_is_said);
  g_test_add_func ("/measure/profile", test_profile);
  g_test_add_func ("/measure/profile-over-a-hole", test_profile_over_a_hole);
  g_test_add_func ("/measure/key-file-reads-back", test_key_file_reads_back);
  g_test_add_func ("/measure/nonsense-is-refused", test_nonsense_is_refused);

  return g_test_run ();
}
