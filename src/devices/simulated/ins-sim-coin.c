/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/simulated/ins-sim-shape.h"

#define CENTRE_MM 15.0
#define RADIUS_MM 12.0
#define THICKNESS_MM 2.0
#define METAL_M_PER_S 4700.0 /* cupronickel */

#define CELL_MM 0.04
#define N_CELLS 620 /* 24.8 mm */
#define HALF_MM (0.5 * N_CELLS * CELL_MM)
#define TEXT_RADIUS_MM 8.7
#define TEXT_SIZE_MM 2.0
#define HIGHEST_MM 0.2
#define SCATTER_SLOPE 0.35 /* slope that lowers the echo to 1/e */

typedef struct
{
  float height_mm[N_CELLS][N_CELLS]; /* row: v */
  float amplitude[N_CELLS][N_CELLS];
} Coin;

/* Strokes of a letter on a grid 4 wide and 6 high, y upwards: pairs of digits are points, a blank
 * lifts the pen. */
typedef struct
{
  char letter;
  const char *strokes;
} Glyph;

static const Glyph glyphs[] = {
  { 'F', "000646 0333" },
  { 'I', "2026" },
  { 'N', "00064046" },
  { 'O', "1030414536160501"
         "10" },
  { 'S', "010010304142330405163645" },
  { 'Y', "062346 2320" },
  { '2', "0516364543"
         "0040" },
  { '0', "1030414536160501"
         "10" },
  { '6', "3616050110304142330302" },
};

/* Half of a bat, mirrored at u = 0; mm, v upwards. */
static const double bat[][2] = {
  { 0.0, 1.5 },  { 0.35, 1.6 }, { 0.6, 2.5 },  { 0.9, 1.5 },  { 1.1, 0.9 },  { 2.2, 1.6 },
  { 3.6, 2.9 },  { 4.4, 2.6 },  { 5.4, 1.2 },  { 6.0, -0.9 }, { 5.0, -0.2 }, { 4.2, -1.2 },
  { 3.2, -0.5 }, { 2.4, -1.6 }, { 1.4, -0.8 }, { 0.7, -2.2 }, { 0.0, -2.7 },
};

static void
raise_cell (Coin *self, int column, int row, double height_mm)
{
  float *cell = &self->height_mm[row][column];

  *cell = MAX (*cell, (float)height_mm);
}

/* A stroke with round ends from a to b; mm from the centre, v downwards. */
static void
raise_stroke (Coin *self, const double a[2], const double b[2], double width_mm, double height_mm)
{
  double du = b[0] - a[0], dv = b[1] - a[1];
  double square = MAX (du * du + dv * dv, 1e-12);
  int first_column = (int)((MIN (a[0], b[0]) - width_mm + HALF_MM) / CELL_MM);
  int last_column = (int)((MAX (a[0], b[0]) + width_mm + HALF_MM) / CELL_MM);
  int first_row = (int)((MIN (a[1], b[1]) - width_mm + HALF_MM) / CELL_MM);
  int last_row = (int)((MAX (a[1], b[1]) + width_mm + HALF_MM) / CELL_MM);

  for (int row = MAX (first_row, 0); row <= MIN (last_row, N_CELLS - 1); row++)
    for (int column = MAX (first_column, 0); column <= MIN (last_column, N_CELLS - 1); column++)
      {
        double u = (column + 0.5) * CELL_MM - HALF_MM - a[0];
        double v = (row + 0.5) * CELL_MM - HALF_MM - a[1];
        double share = CLAMP ((u * du + v * dv) / square, 0.0, 1.0);

        if (hypot (u - share * du, v - share * dv) < 0.5 * width_mm)
          raise_cell (self, column, row, height_mm);
      }
}

/* A point of a letter at @angle, clockwise from the top with its head outside; with a negative
 * radius from the bottom with its head inside. */
static void
place_point (const char *digits, double angle, double radius_mm, double point[2])
{
  double x = (digits[0] - '2') * TEXT_SIZE_MM / 6.0;
  double y = (digits[1] - '3') * TEXT_SIZE_MM / 6.0 + radius_mm;

  point[0] = x * cos (angle) + y * sin (angle);
  point[1] = x * sin (angle) - y * cos (angle);
}

static void
raise_letter (Coin *self, char letter, double angle, double radius_mm)
{
  const char *strokes = "";
  double from[2], to[2];

  for (gsize i = 0; i < G_N_ELEMENTS (glyphs); i++)
    if (glyphs[i].letter == letter)
      strokes = glyphs[i].strokes;
  while (strlen (strokes) >= 4)
    {
      if (strokes[2] == ' ')
        {
          strokes += 3;
          continue;
        }
      place_point (strokes, angle, radius_mm, from);
      place_point (strokes + 2, angle, radius_mm, to);
      raise_stroke (self, from, to, 0.3, 0.13);
      strokes += 2;
    }
}

static void
raise_text (Coin *self, const char *text, double radius_mm, double first_angle, double angle_step)
{
  for (gsize i = 0; text[i] != '\0'; i++)
    raise_letter (self, text[i], first_angle + angle_step * (double)i, radius_mm);
}

/* Even-odd rule; the mirrored half comes by |u|. */
static gboolean
in_bat (double u_mm, double v_mm)
{
  gboolean inside = FALSE;
  double u = fabs (u_mm);

  for (gsize i = 0, last = G_N_ELEMENTS (bat) - 1; i < G_N_ELEMENTS (bat); last = i++)
    if ((bat[i][1] > v_mm) != (bat[last][1] > v_mm) &&
        u < (bat[last][0] - bat[i][0]) * (v_mm - bat[i][1]) / (bat[last][1] - bat[i][1]) +
                bat[i][0])
      inside = !inside;

  return inside;
}

/* Rim, ring of beads, sound waves below the bat. */
static double
pattern_height_mm (double u_mm, double v_mm)
{
  double radius_mm = hypot (u_mm, v_mm);
  double turn = atan2 (u_mm, -v_mm) / (2.0 * G_PI) * 90.0;
  double bead_mm = hypot (radius_mm - 10.4, (turn - rint (turn)) * 2.0 * G_PI * 10.4 / 90.0);
  double wave_mm = hypot (u_mm + 1.5, v_mm - 1.0);

  if (radius_mm > 11.0)
    return HIGHEST_MM;
  if (bead_mm < 0.22)
    return 0.08;
  if (in_bat (u_mm, -v_mm - 0.8))
    return 0.16 - 0.008 * fabs (u_mm);
  if (radius_mm < 7.2 && v_mm > 2.4 && wave_mm > 3.0 && fmod (wave_mm, 1.1) < 0.4)
    return 0.06;

  return 0.0;
}

/* Struck edges are not sharp. */
static void
soften (Coin *self)
{
  g_autofree float *copy = g_malloc (sizeof self->height_mm);

  for (guint pass = 0; pass < 2; pass++)
    {
      memcpy (copy, self->height_mm, sizeof self->height_mm);
      for (int row = 1; row < N_CELLS - 1; row++)
        for (int column = 1; column < N_CELLS - 1; column++)
          {
            float sum = 0.0f;

            for (int i = -1; i <= 1; i++)
              for (int j = -1; j <= 1; j++)
                sum += copy[(row + i) * N_CELLS + column + j];
            self->height_mm[row][column] = sum / 9.0f;
          }
    }
}

/* What is raised lies nearer to the focus; slopes send the sound elsewhere. */
static void
fill_amplitudes (Coin *self)
{
  for (int row = 1; row < N_CELLS - 1; row++)
    for (int column = 1; column < N_CELLS - 1; column++)
      {
        double slope_u = (double)(self->height_mm[row][column + 1] -
                                  self->height_mm[row][column - 1]) /
                         (2.0 * CELL_MM);
        double slope_v = (double)(self->height_mm[row + 1][column] -
                                  self->height_mm[row - 1][column]) /
                         (2.0 * CELL_MM);
        double slope = hypot (slope_u, slope_v) / SCATTER_SLOPE;
        double focus = 0.75 + 0.25 * (double)self->height_mm[row][column] / HIGHEST_MM;

        self->amplitude[row][column] = (float)(INS_SIM_FULL_ECHO * MIN (focus, 1.0) *
                                               exp (-slope * slope));
      }
}

gpointer
ins_sim_coin_new (void)
{
  Coin *self = g_new0 (Coin, 1);

  for (int row = 0; row < N_CELLS; row++)
    for (int column = 0; column < N_CELLS; column++)
      raise_cell (
          self, column, row,
          pattern_height_mm ((column + 0.5) * CELL_MM - HALF_MM, (row + 0.5) * CELL_MM - HALF_MM));
  raise_text (self, "INSONIFY", TEXT_RADIUS_MM, -1.05, 0.3);
  raise_text (self, "2026", -TEXT_RADIUS_MM, 0.39, -0.26);
  soften (self);
  fill_amplitudes (self);

  return self;
}

void
ins_sim_coin_shape (gconstpointer data, double u_mm, double v_mm, InsSimEcho *layers)
{
  const Coin *self = data;
  double u = u_mm - CENTRE_MM, v = v_mm - CENTRE_MM;
  int column = (int)((u + HALF_MM) / CELL_MM), row = (int)((v + HALF_MM) / CELL_MM);
  double height_mm, front_s, through_s;

  if (hypot (u, v) >= RADIUS_MM)
    return;

  height_mm = (double)self->height_mm[row][column];
  front_s = -2e-3 * height_mm / INS_SIM_WATER_M_PER_S;
  through_s = 2e-3 * (THICKNESS_MM + height_mm) / METAL_M_PER_S;
  layers[0] = (InsSimEcho){ front_s, (double)self->amplitude[row][column] };
  layers[1] = (InsSimEcho){ front_s + through_s, -0.4 * layers[0].amplitude };
  layers[2] = (InsSimEcho){ front_s + 2.0 * through_s, -0.2 * layers[0].amplitude };
}
