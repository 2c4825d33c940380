"""All claims: the lecture's, in the order of the slides, and after them those about torch itself. A claim file counts once it is listed here."""

from __future__ import annotations

from typing import Any

from claims.balance.L45_derivatives import derivatives
from claims.balance.L45r_descent_updates import one_step_of_descent
from claims.balance.L46_rescaling import rescaling
from claims.balance.L47_balanced_start import balanced_start
from claims.balance.L48_unbalanced_start import unbalanced_start
from claims.balance.L49_descent import descent_conserves
from claims.balance.L49r_flow import flow_conserves
from claims.balance.L50_ratio import ratio
from claims.balance.L50r_difference import difference_and_growth
from claims.balance.L54_one_factor import one_factor
from claims.balance.L54r_layer_balance import layer_balance
from claims.balance.L55_small_initialisation import small_start
from claims.balance.L59_pairing_of_the_loss import pairing_of_the_loss
from claims.balance.L60_independent_of_the_layer import one_speed
from claims.clarke.L15_any_element import every_element
from claims.clarke.L15r_least_norm import least_norm_element
from claims.clarke.L16_returned import limits_of_returned
from claims.clarke.L16r_differentiable import clarke_differential
from claims.clarke.L17_subgradients_again import same_name
from claims.clarke.L18_convex_hull import fixed_number
from claims.clarke.L18r_caratheodory import some_number
from claims.clarke.L19_relu_sequences import two_sides
from claims.clarke.L20_relu_at_0 import relu_at_0
from claims.clarke.L21_m_sequences import all_terms
from claims.clarke.L21r_later_terms import later_terms
from claims.clarke.L22_m_function_at_minus_1 import m_at_minus_1
from claims.clarke.L23_calm import calm_is_enough
from claims.clarke.L23r_uniformly_calm import uniformly_calm
from claims.clarke.L24_locally_lipschitz import locally_lipschitz
from claims.clarke.L25_existence import existence
from claims.clarke.L26_convex import convex_case
from claims.clarke.L27_differentiable import singleton
from claims.clarke.L27r_continuous_gradient import continuous_gradient
from claims.core.claim import Claim, chapter
from claims.core.judge import judge
from claims.core.witness import describe
from claims.costs import priced
from claims.devices.T01_equal_shares import equal_shares
from claims.devices.T02_one_of_the_tied import one_of_the_tied
from claims.devices.T03_the_first import the_first
from claims.devices.T04_windows import windows_select
from claims.devices.T05_sorted import sorted_somehow
from claims.devices.T06_stable import stable_sort
from claims.devices.T07_sums_of_integers import integers_add_up
from claims.devices.T08_sums_of_floats import floats_add_up
from claims.flow.L51_ledger_of_descent import ledger_of_descent
from claims.flow.L52_some_limit import some_limit
from claims.flow.L52r_limit_with_a_rate import limit_with_a_rate
from claims.flow.L53_printed_inclusion import printed_inclusion
from claims.flow.L53r_loss_falls import loss_falls
from claims.flow.L56_any_curve import any_curve
from claims.flow.L56r_absolutely_continuous import absolutely_continuous
from claims.flow.L57_product_rule import product_rule
from claims.flow.L58_gradient_flow import gradient_flow
from claims.flow.L58r_any_velocity import any_velocity
from claims.homogeneity.L28_relu_definition import positive_part
from claims.homogeneity.L29_degree import degree
from claims.homogeneity.L30_relu import relu_homogeneity
from claims.homogeneity.L31_monomials import monomial
from claims.homogeneity.L32_norms import norm_homogeneity
from claims.homogeneity.L33_square_network import square_network
from claims.homogeneity.L33r_network import network
from claims.homogeneity.L34_layer_homogeneity import layer_homogeneity
from claims.homogeneity.L35_joint_homogeneity import joint_homogeneity
from claims.homogeneity.L36_square_layers import square_layer_identity
from claims.homogeneity.L36r_layer_inner_product import layer_identity
from claims.homogeneity.L37_independent_of_the_layer import independent
from claims.homogeneity.L38_literal_pattern import literal_pattern
from claims.homogeneity.L38r_pattern import pattern
from claims.homogeneity.L39_zero_or_one import zero_or_one
from claims.homogeneity.L39r_slopes_at_0 import slopes_of_relu
from claims.homogeneity.L40_masked_product import masked_product
from claims.homogeneity.L41_one_transpose import one_transpose
from claims.homogeneity.L41r_gradient_formula import gradient_formula
from claims.homogeneity.L42_trace import verified
from claims.homogeneity.L43_euler import euler
from claims.homogeneity.L44_one_set import one_set
from claims.homogeneity.L44r_euler_in_layers import euler_in_layers
from claims.subdifferential.L01_subdifferential import definition
from claims.subdifferential.L02_subgradients import subgradients_support
from claims.subdifferential.L03_linear_term import linear_in_x_prime
from claims.subdifferential.L03r_affine_minorant import affine_minorant
from claims.subdifferential.L04_subgradient_method import always_a_step
from claims.subdifferential.L04r_one_step import one_step
from claims.subdifferential.L05_relu_at_zero import relu_at_zero
from claims.subdifferential.L06_convex_existence import exists_everywhere
from claims.subdifferential.L07_convex_differentiable import only_the_gradient
from claims.subdifferential.L08_subgradient_rate import constant_step
from claims.subdifferential.L08r_best_point import best_point
from claims.subdifferential.L09_gradient_descent_rate import any_step
from claims.subdifferential.L09r_last_point import last_point
from claims.subdifferential.L10_network_not_convex import no_network_is_convex
from claims.subdifferential.L10r_some_network import some_network_is_not_convex
from claims.subdifferential.L11_m_numbers import all_the_numbers
from claims.subdifferential.L11r_m_function import m_function
from claims.subdifferential.L12_left_point import left_point
from claims.subdifferential.L13_right_point import right_point
from claims.subdifferential.L14_empty_subdifferential import empty_at_the_left_peak
from impl.place import PLACES

LISTED: tuple[Claim, ...] = (
    definition,  # L01
    subgradients_support,  # L02
    linear_in_x_prime,  # L03
    affine_minorant,  # L03r
    always_a_step,  # L04
    one_step,  # L04r
    relu_at_zero,  # L05
    exists_everywhere,  # L06
    only_the_gradient,  # L07
    constant_step,  # L08
    best_point,  # L08r
    any_step,  # L09
    last_point,  # L09r
    no_network_is_convex,  # L10
    some_network_is_not_convex,  # L10r
    all_the_numbers,  # L11
    m_function,  # L11r
    left_point,  # L12
    right_point,  # L13
    empty_at_the_left_peak,  # L14
    every_element,  # L15
    least_norm_element,  # L15r
    limits_of_returned,  # L16
    clarke_differential,  # L16r
    same_name,  # L17
    fixed_number,  # L18
    some_number,  # L18r
    two_sides,  # L19
    relu_at_0,  # L20
    all_terms,  # L21
    later_terms,  # L21r
    m_at_minus_1,  # L22
    calm_is_enough,  # L23
    uniformly_calm,  # L23r
    locally_lipschitz,  # L24
    existence,  # L25
    convex_case,  # L26
    singleton,  # L27
    continuous_gradient,  # L27r
    positive_part,  # L28
    degree,  # L29
    relu_homogeneity,  # L30
    monomial,  # L31
    norm_homogeneity,  # L32
    square_network,  # L33
    network,  # L33r
    layer_homogeneity,  # L34
    joint_homogeneity,  # L35
    square_layer_identity,  # L36
    layer_identity,  # L36r
    independent,  # L37
    literal_pattern,  # L38
    pattern,  # L38r
    zero_or_one,  # L39
    slopes_of_relu,  # L39r
    masked_product,  # L40
    one_transpose,  # L41
    gradient_formula,  # L41r
    verified,  # L42
    euler,  # L43
    one_set,  # L44
    euler_in_layers,  # L44r
    derivatives,  # L45
    one_step_of_descent,  # L45r
    rescaling,  # L46
    balanced_start,  # L47
    unbalanced_start,  # L48
    descent_conserves,  # L49
    flow_conserves,  # L49r
    ratio,  # L50
    difference_and_growth,  # L50r
    ledger_of_descent,  # L51
    some_limit,  # L52
    limit_with_a_rate,  # L52r
    printed_inclusion,  # L53
    loss_falls,  # L53r
    one_factor,  # L54
    layer_balance,  # L54r
    small_start,  # L55
    any_curve,  # L56
    absolutely_continuous,  # L56r
    product_rule,  # L57
    gradient_flow,  # L58
    any_velocity,  # L58r
    pairing_of_the_loss,  # L59
    one_speed,  # L60
)
ABOUT_TORCH: tuple[Claim, ...] = (
    equal_shares,  # T01
    one_of_the_tied,  # T02
    the_first,  # T03
    windows_select,  # T04
    sorted_somehow,  # T05
    stable_sort,  # T06
    integers_add_up,  # T07
    floats_add_up,  # T08
)
LECTURE: tuple[Claim, ...] = tuple(priced(claim) for claim in LISTED)
CLAIMS: tuple[Claim, ...] = (*LECTURE, *(priced(claim) for claim in ABOUT_TORCH))


def find(ident: str) -> Claim:
    """The claim called `ident` ("L36"). Raises ValueError with the ids that exist."""
    for claim in CLAIMS:
        if claim.id == ident:
            return claim
    raise ValueError(f"claim {ident!r} was asked for; allowed: {', '.join(claim.id for claim in CLAIMS)}")


def rerun(ident: str, instance: Any, place: str) -> str:
    """Examines one instance of one claim at one place again ("cpu float64", or "exact"), and says what each check found.

    Raises ValueError for an id or a place that does not exist, or a place that this machine lacks.
    """
    claim = find(ident)
    at = next((p for p in PLACES if str(p) == place), None)
    if (at is None) != (claim.exact and place == "exact"):
        allowed = "exact" if claim.exact else ", ".join(map(str, PLACES))
        raise ValueError(f"claim {ident} was to be run at {place!r}; allowed: {allowed}")
    if at is not None and at.missing():
        raise ValueError(f"claim {ident} was to be run at {place!r}: {at.missing()}")
    judgement = judge(claim, instance, at)
    lines = [f"{ident} at {place}: {judgement.status}", *([judgement.note] if judgement.note else [])]
    lines += [f"  {'holds ' if check.holds else 'FAILS '} {describe(check)}" for check in judgement.checks]
    return "\n".join(lines)


if __name__ == "__main__":
    for listed in CLAIMS:
        print(f"{listed.id:<6} {chapter(listed):<16} {listed.expect:<8} {listed.title}")
